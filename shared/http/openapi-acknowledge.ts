import { ACKNOWLEDGE_PATH } from '../deliver/acknowledge-link.ts';
import { HTML } from '../report/html/html.ts';
import { formBody } from './openapi-schemas.ts';

const STATUSES = {
  200: 'It is open, or was acknowledged',
  400: 'No name',
  401: 'Not signed here',
  410: 'The link has expired, or the finding is not open any more',
  413: 'Too much was sent',
  429: 'Too many wrong links',
} as const;

const responses = Object.fromEntries(
  Object.entries(STATUSES).map(([status, description]) => [
    status,
    { description, content: { [HTML]: { schema: { type: 'string' } } } },
  ]),
);
const CLAIM = ['findings', 'expires', 'signature'] as const;
const text = { type: 'string' } as const;

/** The page that the link of a message opens, for people. */
export const ACKNOWLEDGE_PATHS = {
  [ACKNOWLEDGE_PATH]: {
    get: {
      summary: 'The page of a link for some findings, which is signed and ends after a day; changes nothing',
      security: [],
      parameters: CLAIM.map((name) => ({ name, in: 'query', required: true, schema: text })),
      responses,
    },
    post: {
      summary: 'Acknowledges what the form of that page names; its fields are signed and end after an hour',
      security: [],
      requestBody: formBody([...CLAIM, 'by']),
      responses,
    },
  },
};
