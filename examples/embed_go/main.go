// A deploy step: `embed_go [PATH]` checks the migrations below PATH, and against the database of
// $DATABASE_URL if there is one. Ctrl-C ends it. Exit status 1: something is wrong; 3: it could not be
// found out.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"plumbline"
)

func check(ctx context.Context, path string) (*plumbline.Report, error) {
	repository, err := plumbline.OpenContext(ctx, path, nil)
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	var target *plumbline.Target
	if uri, ok := os.LookupEnv("DATABASE_URL"); ok {
		if target, err = plumbline.OpenTarget(ctx, uri, nil); err != nil {
			return nil, err
		}
		defer target.Close()
	}
	return repository.Check(ctx, target, nil)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	path := "."
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	report, err := check(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	for index := 0; index < report.Len(); index++ {
		fmt.Println(report.At(index))
	}
	if report.Total(plumbline.SeverityError) > 0 {
		os.Exit(1)
	}
}
