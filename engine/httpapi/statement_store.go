package httpapi

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

// statementStore knows the statements of all keys until their results go. None survives the process.
type statementStore struct {
	spool  *spool.Store
	most   int           // of one key
	keep   time.Duration // a result after its end
	result int64         // bytes of one result
	drop   func(*spool.Folder)
	ctx    context.Context // ends with the store or the server; every run hangs on it
	end    context.CancelFunc
	runs   sync.WaitGroup

	mu    sync.Mutex // guards what follows
	known map[string]*statement
	ended bool
}

func newStatementStore(s *Server) *statementStore {
	c := s.opts.Capacity
	store := &statementStore{spool: s.spool, most: c.Statements, keep: c.Keep, result: c.MaxResult, drop: s.discard, known: map[string]*statement{}}
	store.ctx, store.end = context.WithCancel(s.life)
	return store
}

// add makes a statement, or returns the one that the same key sent before with the same Idempotency-Key; made tells which. run does the
// work, in a goroutine that close waits for.
func (store *statementStore) add(st *statement, run func(context.Context) error) (one *statement, made bool, err error) {
	store.mu.Lock()
	defer store.mu.Unlock()
	if store.ended {
		return nil, false, fault(shuttingDown, "the server shuts down")
	}
	if store.known[st.id] != nil {
		return nil, false, fault(conflict, "a statement of this id is kept").hinted("Give it another query_id.")
	}
	count := 0
	for _, other := range store.known {
		if other.owner != st.owner {
			continue
		}
		if count++; st.again == "" || other.again != st.again {
			continue
		}
		if other.digest != st.digest {
			return nil, false, fault(conflict, "another statement came with this Idempotency-Key").hinted("Give every statement a key of its own.")
		}
		return other, false, nil
	}
	if count >= store.most {
		return nil, false, fault(rateLimited, fmt.Sprintf("%d statements run or wait to be fetched, as many as one key may have", count)).
			hinted("Delete those that are no longer needed.")
	}
	if st.folder, err = store.spool.Folder(resultKind, store.result); err != nil {
		return nil, false, err
	}
	ctx, cancel := context.WithCancelCause(store.ctx)
	st.cancel, st.state, st.created, st.done = cancel, stateQueued, time.Now(), make(chan struct{})
	store.known[st.id] = st
	store.runs.Go(func() {
		defer cancel(nil)
		st.finish(unpanicked(ctx, run), store.keep)
		time.AfterFunc(store.keep, func() { store.forget(st) })
	})
	return st, true, nil
}

// find returns a statement of the caller, or of anybody where the caller administers. To all others it is not there.
func (store *statementStore) find(who principal, id string) (*statement, error) {
	store.mu.Lock()
	defer store.mu.Unlock()
	st := store.known[id]
	if st == nil || st.owner != who.key && who.right < administer {
		return nil, fault(notFound, "there is no such statement, or its result has gone")
	}
	return st, nil
}

// forget removes a statement with its result.
func (store *statementStore) forget(st *statement) {
	store.mu.Lock()
	delete(store.known, st.id)
	store.mu.Unlock()
	store.drop(st.folder)
}

// close cancels what runs, waits for it and removes every result.
func (store *statementStore) close() {
	store.mu.Lock()
	store.ended = true
	store.mu.Unlock()
	store.end()
	store.runs.Wait()
	store.mu.Lock()
	defer store.mu.Unlock()
	for id, st := range store.known {
		delete(store.known, id)
		store.drop(st.folder)
	}
}

// unpanicked turns a panic of a run into an error: nobody else would catch it outside a request.
func unpanicked(ctx context.Context, run func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault(internal, fmt.Sprint("the statement met a fault of the server: ", p))
		}
	}()
	return run(ctx)
}
