import { expect, test } from 'vitest';
import { escapeHtml, html, trusted } from './html.ts';

test('the five characters that can end text or an attribute are escaped', () => {
  expect(escapeHtml(`<a href="x" id='y'>&</a>`)).toBe(
    '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
  );
  expect(escapeHtml('<<1+2=3>>3')).toBe('&lt;&lt;1+2=3&gt;&gt;3');
});

test('control characters become U+FFFD; tab and newline stay', () => {
  expect(escapeHtml('a\u0000b\u001bc\td\n')).toBe('a\ufffdb\ufffdc\td\n');
});

test('a template escapes text once, keeps markup, joins lists and writes nothing for what is absent', () => {
  const list = ['<', html`<b>${'&'}</b>`, 3];
  expect(html`<p title="${'"'}">${list}${null}${undefined}${false}${[]}</p>`.markup).toBe(
    '<p title="&quot;">&lt;<b>&amp;</b>3</p>',
  );
  expect(html`${trusted('<i/>')}`.markup).toBe('<i/>');
  expect(html`${0}`.markup).toBe('0');
});
