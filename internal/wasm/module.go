//go:build backfire_wasm

package wasm

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
)

// memoryLimit is the most that an instance's memory may grow to, in pages of 64 KiB: a gigabyte.
const memoryLimit = 1 << 14

// A Module is a compiled module. It is safe for concurrent use.
type Module struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// Compile compiles a module, to machine code where wazero can. Its errors say what is wrong with the bytes.
func Compile(code []byte) (*Module, error) { return compile(code, memoryLimit) }

func compile(code []byte, pages uint32) (*Module, error) {
	ctx := context.Background()
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(pages)
	m := &Module{runtime: wazero.NewRuntimeWithConfig(ctx, config)}
	var err error
	if m.compiled, err = m.runtime.CompileModule(ctx, code); err != nil {
		m.Close()
		return nil, fmt.Errorf("wasm: not a module: %w", err)
	}
	return m, nil
}

// Close frees the machine code and every instance.
func (m *Module) Close() error { return m.runtime.Close(context.Background()) }

// Instantiate starts an instance, with a memory of its own. It fails for a module that imports something, or has not the
// functions that every kernel has.
func (m *Module) Instantiate() (*Instance, error) {
	module, err := m.runtime.InstantiateModule(context.Background(), m.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, fmt.Errorf("wasm: %w", err)
	}
	i := &Instance{module: module, functions: make(map[string]function)}
	for _, name := range []string{"bf_alloc", "bf_free"} {
		if module.ExportedFunction(name) == nil {
			module.Close(context.Background())
			return nil, fmt.Errorf("wasm: the module has no function %s", name)
		}
	}
	if i.memory = module.ExportedMemory("memory"); i.memory == nil {
		module.Close(context.Background())
		return nil, fmt.Errorf("wasm: the module has no memory")
	}
	return i, nil
}
