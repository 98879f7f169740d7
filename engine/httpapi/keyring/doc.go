// Package keyring keeps the keys of those who may ask a server, in a file of its own: who they are, what they may, until when.
//
// It makes and checks keys and knows their limits, never their secrets: those are shown once and stored as a salted verifier. It leaves
// what a limit means to the server that asks, and headers, addresses and logs too. It imports nothing of the module.
package keyring
