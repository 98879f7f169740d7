// Package httpapi is the HTTP door of a landscape database: an http.Handler that any Go program can mount.
//
// It turns requests into reads of an engine.Engine and its results into the formats of engine/encode, decides who may ask what, and
// says every error as RFC 9457 wants it. It leaves SQL, policy, streaming and admission to engine, the bytes of a format to
// engine/encode, keys to engine/httpapi/keyring, and sockets, TLS, flags and signals to the program that mounts it. It may import
// those packages, Prometheus' client and a compressor.
package httpapi
