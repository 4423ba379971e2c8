import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { html } from './html.ts';
import { htmlPage } from './html-page.ts';

test('a page without a script allows none; text in it is escaped', () => {
  const page = htmlPage({ title: '<a>', styles: 'p{color:red}', body: html`<p>${'<b>'}</p>` });
  expect(page).toMatch(/^<!doctype html>\n/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toContain('<title>&lt;a&gt;</title>');
  expect(page).toContain('<p>&lt;b&gt;</p></body>');
  expect(page).not.toContain('<script');
});

test("the only script that may run is the page's own, by its hash", () => {
  const script = 'document.title = "x";\n';
  const page = htmlPage({ title: 't', styles: '', body: '', script });
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`script-src 'sha256-${hash}'`);
  expect(page).toContain(`<script type="module">${script}</script>`);
});
