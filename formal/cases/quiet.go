package main

import "log/slog"

// quiet keeps what halts in the cases out of the log.
var quiet = slog.New(slog.DiscardHandler)
