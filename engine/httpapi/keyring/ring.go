package keyring

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"
)

// Why a key is refused. ErrWrong does not tell an unknown id from a wrong secret; the others are only said to who has the secret.
var (
	ErrWrong   = errors.New("no such key")
	ErrRevoked = errors.New("the key was revoked")
	ErrExpired = errors.New("the key has expired")
	ErrNetwork = errors.New("the key may not be used from this address")
	// ErrFile is the error of a file that cannot be read any more: nobody gets in until it can.
	ErrFile = errors.New("the keys cannot be read")
)

// Ring checks keys against a file and follows its changes. It is safe for use by several goroutines.
type Ring struct {
	path   string
	pepper [32]byte // of the proofs, new with every Ring
	nobody Verifier // that an unknown id is checked against, so that it takes as long as a wrong secret

	mu     sync.Mutex
	info   fs.FileInfo
	keys   map[string]Key
	proofs map[string]proof
}

// proof remembers that a secret was right for a verifier, so that the next request need not derive it again. It holds neither.
type proof struct {
	verifier []byte // StoredKey
	secret   [sha256.Size]byte
}

// Open reads a file of keys. A missing file, one that others may read and one that is not whole are errors.
func Open(path string) (*Ring, error) {
	r := &Ring{path: path, proofs: map[string]proof{}}
	rand.Read(r.pepper[:])
	var err error
	if r.nobody, err = Derive(word(secretBytes), r.pepper[:], leastIterations); err != nil {
		return nil, err
	}
	if err := r.refresh(); err != nil {
		return nil, err
	}
	return r, nil
}

// Check returns the key of an id when the secret is its own and it may be used now from an address; else one of the errors above.
// The file is read again when it has changed, so that a key that was revoked is refused from the next request on.
func (r *Ring) Check(id, secret string, from netip.Addr, now time.Time) (Key, error) {
	r.mu.Lock()
	err := r.refresh()
	key, known := r.keys[id]
	proved := known && r.remembers(key, secret)
	r.mu.Unlock()
	if err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if !proved {
		verifier := r.nobody
		if known {
			verifier = key.Verifier
		}
		if !verifier.Proves(secret) || !known {
			return Key{}, ErrWrong
		}
		r.mu.Lock()
		r.proofs[id] = proof{verifier: key.Verifier.StoredKey, secret: r.digest(secret)}
		r.mu.Unlock()
	}
	switch {
	case key.State(now) == "revoked":
		return Key{}, ErrRevoked
	case key.State(now) == "expired":
		return Key{}, ErrExpired
	case !key.Admits(from):
		return Key{}, ErrNetwork
	}
	return key, nil
}

// Remembers tells whether a secret was right for its id before and still is, which costs no derivation. Whether the key may be used, Check says.
func (r *Ring) Remembers(id, secret string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.refresh()
	key, known := r.keys[id]
	return err == nil && known && r.remembers(key, secret)
}

// Keys returns all keys as the file has them now, in the order of their ids.
func (r *Ring) Keys() ([]Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.refresh(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	all := make([]Key, 0, len(r.keys))
	for _, k := range r.keys {
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Key) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all, nil
}

// remembers tells whether the secret was proved for the verifier that the key has now.
func (r *Ring) remembers(key Key, secret string) bool {
	p, ok := r.proofs[key.ID]
	digest := r.digest(secret)
	return ok && subtle.ConstantTimeCompare(p.verifier, key.Verifier.StoredKey) == 1 && subtle.ConstantTimeCompare(p.secret[:], digest[:]) == 1
}

func (r *Ring) digest(secret string) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, r.pepper[:])
	h.Write([]byte(secret))
	h.Sum(sum[:0])
	return sum
}

// refresh reads the file again when it is another one than was read last. What was read before does not outlive a file that cannot be
// read: a key might have been revoked in it.
func (r *Ring) refresh() error {
	info, err := os.Stat(r.path)
	if err == nil && same(r.info, info) && info.Mode() == r.info.Mode() {
		return nil
	}
	r.info, r.keys = nil, nil
	keys, info, err := read(r.path)
	if err != nil {
		return err
	}
	r.info, r.keys = info, make(map[string]Key, len(keys))
	for _, k := range keys {
		r.keys[k.ID] = k
	}
	return nil
}
