module plumbline

go 1.21
