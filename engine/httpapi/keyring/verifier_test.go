package keyring_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// TestDeriveRFC7677 takes the exchange that RFC 7677 prints in section 3 and checks both ends of it against the verifier.
func TestDeriveRFC7677(t *testing.T) {
	const message = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096," +
		"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
	v, err := keyring.Derive("pencil", decode(t, "W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := base64.StdEncoding.EncodeToString(sign(v.ServerKey, message)), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="; got != want {
		t.Errorf("the server's signature is %s, not %s", got, want)
	}
	client := sign(v.StoredKey, message)
	for i, b := range decode(t, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=") {
		client[i] ^= b
	}
	if got := sha256.Sum256(client); !hmac.Equal(got[:], v.StoredKey) {
		t.Error("the client's proof does not lead to the stored key")
	}
	if !v.Proves("pencil") || v.Proves("Pencil") || v.Proves("") {
		t.Error("the verifier does not tell its secret from others")
	}
	if _, err := keyring.Derive("pencil", []byte("salt"), 4095); err == nil {
		t.Error("4095 iterations are enough")
	}
}

func sign(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}

func decode(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
