package httpapi

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi/spool"
)

// uploadStall is how long a client may send nothing before its upload is given up.
const uploadStall = time.Minute

// mostFiles is how many files one extract may have.
const mostFiles = 1000

// receive writes the body of a load into a folder, and says in the options where the files lie and what they are called.
func (c *call) receive(r *loadRequest, folder *spool.Folder) error {
	body, err := c.unpacked()
	if err != nil {
		return err
	}
	defer body.Close()
	if r.several {
		err = receiveArchive(body, r, folder)
	} else {
		err = receiveFile(body, r.filename, r, folder)
	}
	if err != nil {
		return uploadFault(err)
	}
	// The connection is watched for the client's leaving from here on, which a deadline would be taken for.
	err = http.NewResponseController(c.w).SetReadDeadline(time.Time{})
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if r.profile == "" {
		return nil
	}
	return receiveProfile(r, folder)
}

// profileName is the name that a profile gives itself, which its file must have.
var profileName = regexp.MustCompile(`(?m)^--[ \t]*name:[ \t]*([A-Za-z0-9_-]{1,100})[ \t\r]*$`)

// receiveProfile stores the text of a profile.
func receiveProfile(r *loadRequest, folder *spool.Folder) error {
	name := "profile.sql"
	if m := profileName.FindStringSubmatch(r.profile); m != nil {
		name = m[1] + ".sql"
	}
	f, err := folder.Create(name)
	if err != nil {
		return err
	}
	r.opts.ProfileFile = folder.Path(name)
	_, err = io.WriteString(f, r.profile)
	return uploadFault(errors.Join(err, f.Close()))
}

func receiveFile(body io.Reader, name string, r *loadRequest, folder *spool.Folder) error {
	stored := "file" + strconv.Itoa(len(r.opts.Paths))
	f, err := folder.Create(stored)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, body)
	r.opts.Paths = append(r.opts.Paths, folder.Path(stored))
	r.opts.Names = append(r.opts.Names, name)
	return errors.Join(err, f.Close())
}

// receiveArchive stores every regular file of a tar archive, in its order.
func receiveArchive(body io.Reader, r *loadRequest, folder *spool.Folder) error {
	archive := tar.NewReader(body)
	for {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF) && len(r.opts.Paths) == 0:
			return fault(badRequest, "the archive holds no file")
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, tar.ErrHeader):
			return fault(badRequest, "the body is no tar archive")
		case err != nil:
			return err
		case header.Typeflag == tar.TypeDir:
			continue
		case header.Typeflag != tar.TypeReg:
			return fault(badRequest, fmt.Sprintf("the archive holds %q, which is no regular file", header.Name))
		case len(r.opts.Paths) == mostFiles:
			return fault(badRequest, fmt.Sprintf("the archive holds more than %d files", mostFiles))
		}
		if err := checkFilename(header.Name); err != nil {
			return fault(badRequest, fmt.Sprintf("a name in the archive, %q: %v", header.Name, err))
		}
		if err := receiveFile(archive, header.Name, r, folder); err != nil {
			return err
		}
	}
}

// unpacked is the body without the encoding of the transfer, as Content-Encoding names it.
func (c *call) unpacked() (io.ReadCloser, error) {
	body := io.NopCloser(&patient{c.r.Body, http.NewResponseController(c.w)})
	switch encoding := strings.ToLower(c.r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, uploadFault(err)
		}
		return unpacked, nil
	case "zstd":
		unpacked, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, uploadFault(err)
		}
		return unpacked.IOReadCloser(), nil
	default:
		return nil, fault(unsupportedMedia, fmt.Sprintf("the Content-Encoding %q is not taken; gzip and zstd are", encoding))
	}
}

// patient reads a body and gives the client more time after every piece.
type patient struct {
	body    io.Reader
	control *http.ResponseController
}

// Read reads the next piece.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.control.SetReadDeadline(time.Now().Add(uploadStall)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.body.Read(b)
}

// uploadFault says why an upload was not taken.
func uploadFault(err error) error {
	var tooLarge *spool.TooLargeError
	var own *problem
	var known *engine.Error
	switch {
	case err == nil, errors.As(err, &own), errors.As(err, &known):
		return err
	case errors.As(err, &tooLarge):
		return fault(bodyTooLarge, fmt.Sprintf("the upload is larger than %d bytes", tooLarge.Limit)).hinted("Split it into several loads.")
	case errors.Is(err, spool.ErrFull):
		return fault(tempFull, "the server has no room for the upload now").hinted("Try again when other uploads are done.")
	case errors.Is(err, syscall.ENOSPC):
		return fault(tempFull, "the disk of the server is full")
	case errors.As(err, new(*fs.PathError)):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault(badRequest, "the upload broke off")
	}
	return fault(badRequest, "the upload cannot be read: "+err.Error())
}
