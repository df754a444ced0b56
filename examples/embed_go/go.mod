module embed_go

go 1.21

require plumbline v0.1.0

replace plumbline => ../../bindings/go
