package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	authorityLifetime = 10 * 365 * 24 * time.Hour
	leafLifetime      = 365 * 24 * time.Hour
	// A certificate with less than this left is made anew.
	renewBefore = 30 * 24 * time.Hour
	// Clocks that are set back a little must not make a new certificate invalid.
	backdate = time.Hour
)

// leaf is a certificate that an authority signs: NAME.crt and NAME.key.
type leaf struct {
	name      string
	authority string
	subject   pkix.Name
	usages    []x509.ExtKeyUsage
}

var (
	server = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	client = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	both   = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
)

// etcd has an authority of its own, so that a client certificate of the API server's
// users, even an administrator's, does not open the database beneath it.
var leaves = []leaf{
	{"apiserver", "ca", pkix.Name{CommonName: "kube-apiserver"}, server},
	{"admin", "ca", pkix.Name{CommonName: "sandbox-admin", Organization: []string{"system:masters"}}, client},
	{"kwok", "ca", pkix.Name{CommonName: "kwok", Organization: []string{"system:masters"}}, client},
	{"kube-controller-manager", "ca", pkix.Name{CommonName: "system:kube-controller-manager"}, client},
	{"kube-scheduler", "ca", pkix.Name{CommonName: "system:kube-scheduler"}, client},
	{"etcd", "etcd-ca", pkix.Name{CommonName: "etcd"}, both},
	{"etcd-client", "etcd-ca", pkix.Name{CommonName: "kube-apiserver"}, client},
}

var (
	serverNames     = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	serverAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
)

// ensurePKI makes every key and certificate that is missing, unreadable, near its end or
// signed by an authority that has been replaced, and leaves the others as they are.
// A run that is killed halfway leaves nothing that the next run cannot complete.
func ensurePKI(directory string) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	authorities := map[string]*pair{}
	for _, name := range []string{"ca", "etcd-ca"} {
		authority, err := ensureAuthority(directory, name)
		if err != nil {
			return fmt.Errorf("certificate authority %s: %w", name, err)
		}
		authorities[name] = authority
	}
	for _, wanted := range leaves {
		if err := ensureLeaf(directory, wanted, authorities[wanted.authority]); err != nil {
			return fmt.Errorf("certificate %s: %w", wanted.name, err)
		}
	}
	return ensureKey(filepath.Join(directory, "service-account.key"))
}

// pair is a certificate and the key that belongs to it.
type pair struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func ensureAuthority(directory, name string) (*pair, error) {
	if found, err := readPair(directory, name); err == nil && !nearEnd(found.certificate) {
		return found, nil
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "sandbox " + name},
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	return issue(directory, name, template, authorityLifetime, nil)
}

func ensureLeaf(directory string, wanted leaf, authority *pair) error {
	found, err := readPair(directory, wanted.name)
	if err == nil && !nearEnd(found.certificate) && found.certificate.CheckSignatureFrom(authority.certificate) == nil {
		return nil
	}
	template := &x509.Certificate{
		Subject:     wanted.subject,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: wanted.usages,
	}
	if slices.Contains(wanted.usages, x509.ExtKeyUsageServerAuth) {
		template.DNSNames, template.IPAddresses = serverNames, serverAddresses
	}
	_, err = issue(directory, wanted.name, template, leafLifetime, authority)
	return err
}

// issue makes a key and its certificate; without an authority it signs itself.
func issue(directory, name string, template *x509.Certificate, lifetime time.Duration, authority *pair) (*pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)); err != nil {
		return nil, err
	}
	now := time.Now()
	template.NotBefore, template.NotAfter = now.Add(-backdate), now.Add(lifetime)
	parent, signer := template, key
	if authority != nil {
		parent, signer = authority.certificate, authority.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	if err := writeKey(filepath.Join(directory, name+".key"), key); err != nil {
		return nil, err
	}
	return &pair{certificate, key}, writePEM(filepath.Join(directory, name+".crt"), "CERTIFICATE", der, 0o644)
}

// ensureKey makes a key without a certificate: the one that signs service account tokens.
func ensureKey(path string) error {
	if _, err := readKey(path); err == nil {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return writeKey(path, key)
}

func nearEnd(certificate *x509.Certificate) bool {
	return time.Until(certificate.NotAfter) < renewBefore
}

// readPair fails too when the key is not the certificate's: a killed run may leave such a pair.
func readPair(directory, name string) (*pair, error) {
	text, err := os.ReadFile(filepath.Join(directory, name+".crt"))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, err := readKey(filepath.Join(directory, name+".key"))
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(certificate.PublicKey.(crypto.PublicKey)) {
		return nil, errors.New("the key is not the certificate's")
	}
	return &pair{certificate, key}, nil
}

func readKey(path string) (*ecdsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("not PEM")
	}
	return x509.ParseECPrivateKey(block.Bytes)
}

func writeKey(path string, key *ecdsa.PrivateKey) error {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return writePEM(path, "EC PRIVATE KEY", der, 0o600)
}

// writePEM replaces the file whole or not at all.
func writePEM(path, kind string, der []byte, mode os.FileMode) error {
	var text bytes.Buffer
	if err := pem.Encode(&text, &pem.Block{Type: kind, Bytes: der}); err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(temporary, text.Bytes(), mode); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
