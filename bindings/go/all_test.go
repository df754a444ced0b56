//go:build go1.23

package plumbline_test

import "testing"

func TestListsAreRangedOver(t *testing.T) {
	repository := open(t, threeTools(t))
	changes := 0
	for project := range repository.All() {
		for change := range project.All() {
			if change.ID() == "" {
				t.Error("a change has an id")
			}
			changes++
		}
	}
	if changes != 6 {
		t.Errorf("%d changes", changes)
	}
	report := check(t, bracketed(t, 3), nil)
	for finding := range report.All() {
		if finding != report.At(0) {
			t.Error(finding)
		}
		break
	}
}
