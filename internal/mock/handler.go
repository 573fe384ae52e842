package mock

import (
	"encoding/json"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// Service is the service: it answers a request for the model NAME with the answer of that name.
type Service struct {
	// Answers are what models say, by their names.
	Answers map[string]Answer
	// Default is what every other model says, unless Recorded is set; an unknown model is an error without either.
	Default *Answer
	// Recorded is what is sent, whatever the format, for every other model.
	Recorded *Transcript
	// Rate is how many events a second a streamed answer has; 0 is as fast as possible.
	Rate float64
	// OnRequest is called with each request and its body, if it is not nil.
	OnRequest func(r *http.Request, body []byte)
}

// maxBody is the largest request, in bytes.
const maxBody = 32 << 20

// ServeHTTP answers POSTs to …/chat/completions, …/responses and …/messages, and GET …/models.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	if s.OnRequest != nil {
		s.OnRequest(r, body)
	}
	if strings.HasSuffix(r.URL.Path, "/models") && r.Method == http.MethodGet {
		s.models(w)
		return
	}
	var asked struct {
		Model  string `json:"model"`
		Stream bool   `json:"stream"`
	}
	if err := json.Unmarshal(body, &asked); err != nil {
		fail(w, http.StatusBadRequest, "mock: the request is no JSON: "+err.Error())
		return
	}
	render := map[string]func(Answer) Transcript{"completions": Chat, "responses": Responses, "messages": Messages}[path.Base(r.URL.Path)]
	if render == nil {
		fail(w, http.StatusNotFound, "mock: want /chat/completions, /responses or /messages")
		return
	}
	t, ok := s.transcript(asked.Model, render)
	switch {
	case !ok:
		fail(w, http.StatusNotFound, "mock: the models are "+strings.Join(s.names(), ", "))
	case asked.Stream:
		s.stream(w, r, t)
	default:
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, t.Whole)
	}
}

// transcript returns what a model says.
func (s *Service) transcript(model string, render func(Answer) Transcript) (Transcript, bool) {
	if answer, ok := s.Answers[model]; ok {
		return render(answer), true
	}
	switch {
	case s.Recorded != nil:
		return *s.Recorded, true
	case s.Default != nil:
		return render(*s.Default), true
	}
	return Transcript{}, false
}

func (s *Service) names() []string {
	var names []string
	for name := range s.Answers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// models lists the models in OpenAI's shape.
func (s *Service) models(w http.ResponseWriter) {
	type model struct {
		ID     string `json:"id"`
		Object string `json:"object"`
	}
	list := []model{}
	for _, name := range s.names() {
		list = append(list, model{name, "model"})
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": list})
}

// stream sends the events at the rate.
func (s *Service) stream(w http.ResponseWriter, r *http.Request, t Transcript) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	out := http.NewResponseController(w)
	begin := time.Now()
	for i, event := range t.Events {
		if s.Rate > 0 {
			timer := time.NewTimer(time.Until(begin.Add(time.Duration(float64(i) / s.Rate * float64(time.Second)))))
			select {
			case <-timer.C:
			case <-r.Context().Done():
				timer.Stop()
				return
			}
		}
		if _, err := io.WriteString(w, event); err != nil {
			return
		}
		if s.Rate > 0 {
			if err := out.Flush(); err != nil {
				return
			}
		}
	}
}

// fail answers with an error in a shape that all three formats' SDKs read.
func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{
		"type": "error", "error": map[string]string{"type": "invalid_request_error", "message": message},
	})
}
