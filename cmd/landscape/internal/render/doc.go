// Package render draws results for people: tables that fit the terminal, bars, and progress. Numbers are grouped and aligned, NULL
// is visible, and data cannot move the cursor or colour the screen.
//
// It leaves machine formats to engine/encode and knows no command. It may import encode, Arrow and go-pretty.
package render
