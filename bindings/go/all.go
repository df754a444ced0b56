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

// All gives the statements, in the order in which they would be run.
func (p *Prediction) All() iter.Seq[PredictedStatement] {
	return each(p.Len(), p.At)
}

// All gives the objects, sorted by kind, schema and name, parts behind all others.
func (s *Schema) All() iter.Seq[CatalogObject] {
	return each(s.Len(), s.At)
}

// All gives the differences, sorted by kind, object, change and property.
func (d *Diff) All() iter.Seq[Difference] {
	return each(d.Len(), d.At)
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
