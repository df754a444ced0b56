//go:build go1.23

package plumbline

import "iter"

// All gives the projects, in the order of their paths.
func (r *Repository) All() iter.Seq[Project] {
	return each(r.Len(), r.At)
}

// All gives the changes, parents before children.
func (p Project) All() iter.Seq[Change] {
	return each(p.Len(), p.At)
}

// All gives the findings, sorted by project, file, line, column, rule, message.
func (r *Report) All() iter.Seq[Finding] {
	return each(r.Len(), r.At)
}

func each[T any](count int, at func(int) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for index := 0; index < count; index++ {
			if !yield(at(index)) {
				return
			}
		}
	}
}
