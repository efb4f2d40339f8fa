import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LinkedText } from './LinkedText';

function linked(text: string) {
  const { container } = render(<LinkedText text={text} />);
  const links = [...container.querySelectorAll('a')].map((link) => link.getAttribute('href'));
  return { container, links };
}

describe('links in the chat', () => {
  it.each([
    ['see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
    ['(HTTP://example.org)', ['HTTP://example.org']],
    ['two: http://a.example, http://b.example!', ['http://a.example', 'http://b.example']],
    ['write to ana.b+c@mail.example.org.', ['mailto:ana.b+c@mail.example.org']],
    ['mailto:ana@example.org?body=x', ['mailto:ana@example.org']],
    ['https://ana@example.org/x', ['https://ana@example.org/x']],
    ['javascript:alert(1) data:text/html,x file:///etc/passwd ftp://example.org', []],
    ['javascript:alert(1)//http', []],
    ['no@dot, @all, a@', []],
  ])('%s', (text, links) => {
    expect(linked(text).links).toEqual(links);
  });

  it('open elsewhere, and learn nothing of this page', () => {
    const link = linked('https://example.org').container.querySelector('a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel.split(' ').sort()).toEqual(['nofollow', 'noopener', 'noreferrer']);
  });

  it('markup stays what was written', () => {
    const text = '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">x</a> https://a.example/"onclick="x';
    const { container } = linked(text);
    expect(container.textContent).toBe(text);
    expect(container.querySelectorAll('*').length).toBe(1);
  });

  it('does not hang on what almost is a link', () => {
    for (const piece of ['http://.,', 'a.', 'a@', 'a@b.', 'http://']) {
      const start = performance.now();
      linked(piece.repeat(4000 / piece.length));
      expect(performance.now() - start).toBeLessThan(3000);
    }
  }, 30_000);
});
