import { describe, expect, it } from 'vitest';
import { part, recordOf } from '../testing/callRecords';
import { html } from './markup';
import { calendar, pageOf } from './page';
import { type CallRecord, ME } from './record';

const DAYS = calendar('UTC');
const EVIL = `</script><img src=x onerror="alert('1')">&`;

function open(page: string): Document {
  return new DOMParser().parseFromString(page, 'text/html');
}

function bad(): CallRecord {
  const truth = { from: 190_000, to: 222_000 };
  return recordOf(
    300,
    ({ receiving }, second) => {
      receiving.audio.loss = 0.06 * part(second, truth);
      receiving.video.loss = 0.06 * part(second, truth);
    },
    [{ at: 191_000, who: 'ben', what: 'network', is: 'weak' }],
  );
}

describe('the file of a record', { timeout: 30_000 }, () => {
  it('says at its top when and why it was bad', () => {
    const text = open(pageOf(bad(), new Map(), DAYS))
      .querySelector('.summary')
      ?.textContent?.replace(/\s+/g, ' ');
    expect(text).toContain('14:06:10–14:06:42 picture and sound from Ben: Ben’s network lost 6 % of the packets');
    expect(text).toContain('Bad for 32 s of 5 min.');
    expect(text).toContain('Only one side was looked at. Whose network it was is known better with the record of Ben.');
  });

  it('says that nothing was wrong when nothing was', () => {
    const page = open(pageOf(recordOf(60), new Map(), DAYS));
    expect(page.querySelector('.summary')?.textContent).toContain('Nothing went wrong that the browser noticed.');
    expect(page.querySelectorAll('.shade')).toHaveLength(0);
  });

  it('shades what was bad in every plot, and names what happened', () => {
    const record = bad();
    const page = open(pageOf(record, new Map(), DAYS));
    expect(page.querySelectorAll('svg')).toHaveLength(6);
    expect(page.querySelectorAll('.shade')).toHaveLength(6);
    expect(page.querySelector('table')?.textContent).toContain('Ben’s network is measured to be weak');
    for (const path of page.querySelectorAll('svg path')) expect(path.getAttribute('d')).toMatch(/^M[\d. ML]+$/);
  });

  it('shows what they measured once they told', () => {
    const theirs = { ...recordOf(300), name: 'Ben' };
    const told = new Map([
      ['ben', { ...theirs, people: [{ who: 'ana', name: 'Ana', samples: theirs.people[0]?.samples ?? [] }] }],
    ]);
    const text = open(pageOf(bad(), told, DAYS)).body.textContent ?? '';
    expect(text).toContain('to Ben, measured by Ben');
    expect(text).toContain('As noticed by the browsers of Ana and Ben.');
    expect(text).not.toContain('Only one side');
  });

  it('takes names for text, wherever they are', () => {
    const record = bad();
    const evil: CallRecord = {
      ...record,
      name: EVIL,
      people: record.people.map((person) => ({ ...person, name: EVIL })),
      marks: [...record.marks, { at: 5000, who: ME, what: 'link', is: 'lost' }],
    };
    const told = new Map([['ben', evil]]);
    const page = open(pageOf(evil, told, DAYS));
    expect(page.querySelectorAll('img, [onerror], [src], [href]')).toHaveLength(0);
    expect(page.querySelectorAll('script')).toHaveLength(1);
    expect(page.querySelector('h2 ~ figure')).not.toBeNull();
    expect([...page.querySelectorAll('h2')].map(({ textContent }) => textContent)).toContain(`With ${EVIL}`);
    const data = JSON.parse(page.getElementById('call-record')?.textContent ?? '');
    expect(data.record.name).toBe(EVIL);
    expect(data.columns).toHaveLength(data.record.people[0].samples[0].length);
  });

  it('lets the browser run and fetch nothing', () => {
    const policy = open(pageOf(bad(), new Map(), DAYS)).querySelector('meta[http-equiv=Content-Security-Policy]');
    expect(policy?.getAttribute('content')).toContain("default-src 'none'");
  });
});

it('markup takes everything that is put into it for text, but markup', () => {
  expect(html`<b title="${'"<'}">${[html`<i>${'&'}</i>`, 1, undefined, false]}</b>`.text).toBe(
    '<b title="&#34;&#60;"><i>&#38;</i>1</b>',
  );
});
