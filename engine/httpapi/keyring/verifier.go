package keyring

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
)

// Verifier is what is kept of a secret: enough to check it and to answer SCRAM-SHA-256 (RFC 5802 and 7677), too little to have it.
type Verifier struct {
	// Salt is random bytes, in JSON as base64.
	Salt []byte `json:"salt"`
	// Iterations of PBKDF2; RFC 7677 wants 4096 at least.
	Iterations int `json:"iterations"`
	// StoredKey is H(HMAC(SaltedPassword, "Client Key")), 32 bytes.
	StoredKey []byte `json:"stored_key"`
	// ServerKey is HMAC(SaltedPassword, "Server Key"), 32 bytes.
	ServerKey []byte `json:"server_key"`
}

// leastIterations is what RFC 7677 asks for. More would buy nothing: a secret of ours has 160 random bits.
const leastIterations = 4096

// Derive makes the verifier of a secret as RFC 5802, section 3, defines it, with SHA-256. Secrets of ours are plain ASCII, so that their
// normal form is themselves. Fewer than 4096 iterations are an error.
func Derive(secret string, salt []byte, iterations int) (Verifier, error) {
	if iterations < leastIterations {
		return Verifier{}, fmt.Errorf("%d iterations are fewer than %d", iterations, leastIterations)
	}
	salted, err := pbkdf2.Key(sha256.New, secret, salt, iterations, sha256.Size)
	if err != nil {
		return Verifier{}, err
	}
	clientKey := mac(salted, "Client Key")
	stored := sha256.Sum256(clientKey)
	return Verifier{Salt: salt, Iterations: iterations, StoredKey: stored[:], ServerKey: mac(salted, "Server Key")}, nil
}

// Proves tells whether a secret is the one the verifier was made of. It takes the time of all iterations, whatever the secret.
func (v Verifier) Proves(secret string) bool {
	other, err := Derive(secret, v.Salt, v.Iterations)
	return err == nil && subtle.ConstantTimeCompare(other.StoredKey, v.StoredKey) == 1
}

func (v Verifier) check() error {
	if len(v.Salt) == 0 || v.Iterations < leastIterations || len(v.StoredKey) != sha256.Size || len(v.ServerKey) != sha256.Size {
		return fmt.Errorf("its verifier is not whole")
	}
	return nil
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
