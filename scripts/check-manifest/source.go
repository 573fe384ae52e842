package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// sources finds declarations in Go.
type sources struct {
	root  string
	files map[string]*goFile
}

type goFile struct {
	set    *token.FileSet
	syntax *ast.File
	text   []byte
}

// normalised returns the tokens of what "path symbol" names: Type.Method, a function, or a constant, variable or type.
func (s *sources) normalised(function string) (string, error) {
	path, symbol, ok := strings.Cut(function, " ")
	if !ok {
		return "", fmt.Errorf("%q: want a path, a space and a symbol", function)
	}
	f, err := s.file(path)
	if err != nil {
		return "", err
	}
	node := f.find(symbol)
	if node == nil {
		return "", fmt.Errorf("%s has no %s", path, symbol)
	}
	return f.tokens(node), nil
}

func (s *sources) file(path string) (*goFile, error) {
	if f := s.files[path]; f != nil {
		return f, nil
	}
	text, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	f := &goFile{set: token.NewFileSet(), text: text}
	if f.syntax, err = parser.ParseFile(f.set, path, text, parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	if s.files == nil {
		s.files = map[string]*goFile{}
	}
	s.files[path] = f
	return f, nil
}

// find returns the declaration of a symbol, nil if there is none.
func (f *goFile) find(symbol string) ast.Node {
	for _, d := range f.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if name(d) == symbol {
				return d
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						if n.Name == symbol {
							return spec
						}
					}
				case *ast.TypeSpec:
					if spec.Name.Name == symbol {
						return spec
					}
				}
			}
		}
	}
	return nil
}

// name returns the name of a function, with its receiver's type in front of a method's.
func name(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return ""
}

// tokens returns the tokens of a declaration, without comments and layout.
func (f *goFile) tokens(node ast.Node) string {
	file := f.set.File(f.syntax.Pos())
	text := f.text[file.Offset(node.Pos()):file.Offset(node.End())]
	var s scanner.Scanner
	set := token.NewFileSet()
	s.Init(set.AddFile("", set.Base(), len(text)), text, nil, 0)
	var b strings.Builder
	for {
		_, tok, literal := s.Scan()
		switch {
		case tok == token.EOF:
			return b.String()
		case tok == token.SEMICOLON:
			literal = ";" // also where a line ends
		case literal == "":
			literal = tok.String()
		}
		b.WriteString(literal)
		b.WriteByte(' ')
	}
}
