package keyring

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// Bytes of randomness: a secret cannot be guessed, an id need only be rare, a salt must differ.
const (
	secretBytes = 20
	idBytes     = 5
	saltBytes   = 16
)

// ErrNotFound is the error of an id that the file does not have.
var ErrNotFound = errors.New("no such key")

// Create makes a key of what want says, stores it in the file, which it makes where there is none, and returns it with the whole key,
// which nobody can see again. ID, CreatedAt and Verifier of want are set here.
func Create(path string, want Key, at time.Time) (made Key, whole string, err error) {
	want.ID, want.CreatedAt = word(idBytes), at.UTC().Truncate(time.Second)
	if err := want.Validate(); err != nil {
		return Key{}, "", err
	}
	secret, salt := word(secretBytes), make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return Key{}, "", err
	}
	if want.Verifier, err = Derive(secret, salt, leastIterations); err != nil {
		return Key{}, "", err
	}
	err = edit(path, func(keys []Key) ([]Key, error) {
		if slices.ContainsFunc(keys, func(k Key) bool { return k.ID == want.ID }) {
			return nil, fmt.Errorf("the id %s is taken; try again", want.ID)
		}
		return append(keys, want), nil
	})
	if err != nil {
		return Key{}, "", err
	}
	return want, want.ID + "." + secret, nil
}

// Revoke ends a key from now on. It stays in the list; to revoke it again changes nothing. An unknown id is ErrNotFound.
func Revoke(path, id string, at time.Time) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	return edit(path, func(keys []Key) ([]Key, error) {
		i := slices.IndexFunc(keys, func(k Key) bool { return k.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("%q: %w", id, ErrNotFound)
		}
		if keys[i].RevokedAt.IsZero() {
			keys[i].RevokedAt = at.UTC().Truncate(time.Second)
		}
		return keys, nil
	})
}

// List returns the keys of a file in the order they were made.
func List(path string) ([]Key, error) {
	keys, _, err := read(path)
	return keys, err
}

// edit changes the keys of a file. A file that somebody else replaced meanwhile is left as they left it.
func edit(path string, change func([]Key) ([]Key, error)) error {
	keys, before, err := read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	changed, err := change(keys)
	if err != nil {
		return err
	}
	after, err := os.Stat(path)
	if (before == nil) != errors.Is(err, fs.ErrNotExist) || before != nil && !same(before, after) {
		return fmt.Errorf("%s was changed by somebody else at the same time; try again", path)
	}
	return write(path, changed)
}

func same(a, b fs.FileInfo) bool {
	return a != nil && b != nil && os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// word returns random bytes as lower-case letters and digits that survive being read out and pasted anywhere.
func word(bytes int) string {
	raw := make([]byte, bytes)
	rand.Read(raw) // never fails: it ends the program where there is no randomness
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}
