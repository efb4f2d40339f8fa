import { describe, expect, it } from 'vitest';
import { safeMime, safeName } from './names';

describe('names of files from others', () => {
  it.each([
    ['tea.png', 'tea.png'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\windows\\x.exe', 'C__windows_x.exe'],
    ['.bashrc', 'bashrc'],
    ['photo\u202Egpj.exe', 'photo_gpj.exe'],
    ['a\u0000b\nc', 'a_b_c'],
    ['CON.txt', '_CON.txt'],
    ['trailing. . ', 'trailing'],
    ['...', 'file'],
    ['', 'file'],
    ['Grüße 茶.pdf', 'Grüße 茶.pdf'],
  ])('%s is saved as %s', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('are shortened, and keep their ending', () => {
    expect(safeName(`${'x'.repeat(200)}.tar.gz`)).toMatch(/^x{117}\.gz$/);
  });

  it('nothing but pictures keeps its type', () => {
    expect(safeMime('image/png')).toBe('image/png');
    expect(safeMime('text/html')).toBe('application/octet-stream');
    expect(safeMime('image/svg+xml')).toBe('application/octet-stream');
  });
});
