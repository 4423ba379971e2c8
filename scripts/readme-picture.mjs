// The picture of the README: the top of a quickstart's report. node scripts/readme-picture.mjs [REPORT] [CHROMIUM]
// Needs Chromium; writes docs/images/report.png.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [report = 'runs/quickstart/report.html', chromium = 'chromium'] = process.argv.slice(2);
const most = 200_000;
const picture = fileURLToPath(new URL('../docs/images/report.png', import.meta.url));
mkdirSync(fileURLToPath(new URL('../docs/images', import.meta.url)), { recursive: true });
execFileSync(
  chromium,
  [
    ...[
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--hide-scrollbars',
    ],
    ...['--window-size=1060,800', '--force-device-scale-factor=1', `--screenshot=${picture}`],
    pathToFileURL(resolve(report)).href,
  ],
  { stdio: 'ignore' },
);
const { size } = statSync(picture);
console.log(`${picture}: ${size} bytes`);
if (size > most) {
  console.error(`error  picture-too-large  expected at most ${most} bytes`);
  process.exit(1);
}
