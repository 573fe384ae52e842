// Package offline starts the service of backfire mock within the process, so that an example runs without a key.
package offline

import (
	"net/http/httptest"

	"github.com/backfire-ai/backfire-go/internal/mock"
)

// Start returns the address of the service and what stops it.
func Start() (url string, stop func()) {
	server := httptest.NewServer(&mock.Service{Answers: mock.Models(), Rate: 30})
	return server.URL, server.Close
}
