import { UserRound } from 'lucide-react';
import css from './Avatar.module.css';

const HUES = 6;

export function Avatar({ name }: { name: string }) {
  return (
    <span className={css.avatar} data-hue={hueOf(name)} aria-hidden="true">
      {name.trim() === '' ? <UserRound size="50%" strokeWidth={1.5} /> : initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('');
}

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
