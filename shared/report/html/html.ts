import type { Format } from '../format.ts';

export const HTML = 'text/html; charset=utf-8';

export const html: Format = {
  id: 'html',
  files: [{ name: 'report.html', mediaType: HTML, render: (_, { page }) => page() }],
};
