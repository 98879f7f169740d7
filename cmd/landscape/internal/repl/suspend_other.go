//go:build !unix

package repl

// suspend does nothing where there are no jobs to suspend.
func (r *rich) suspend() {}
