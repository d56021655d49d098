import { formBody, type Schema } from './openapi-schemas.ts';
import { LOGIN_PATH } from './session.ts';

/** How a browser signs in; `problems` are the answers to what is wrong. */
export function loginPaths(problems: Schema): Record<string, Schema> {
  return {
    [LOGIN_PATH]: {
      post: {
        summary: 'Gives a browser a cookie for the token of a form',
        security: [],
        requestBody: formBody(['token'], ['next']),
        responses: {
          303: { description: 'The token is right; the cookie reads for 12 hours' },
          ...problems,
        },
      },
    },
  };
}
