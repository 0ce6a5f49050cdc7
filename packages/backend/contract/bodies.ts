import { z } from 'zod';

const MAX_TOKEN_CHARACTERS = 8_192;
const MAX_LOGOUT_TOKEN_CHARACTERS = 16_384;

/** The body of the call for an access token; none is an empty one. */
export const accessTokenBody = z
  .strictObject({
    refusedToken: z
      .string()
      .min(1)
      .max(MAX_TOKEN_CHARACTERS)
      .optional()
      .describe('A token that Qlik refused; another one is fetched.'),
  })
  .nullish()
  .transform((body) => body ?? {});

/** The body of calls that take nothing. */
export const emptyBody = z.strictObject({}).nullish();

/** The body of the sign-out from the application. */
export const signOutBody = z
  .strictObject({
    everywhere: z.boolean().optional().describe('Ends all sessions of the user, in other browsers too.'),
  })
  .nullish();

/** The form of a back-channel logout. Source: OpenID Connect Back-Channel Logout 1.0, section 2.5. */
export const logoutForm = z.looseObject({
  logout_token: z.string().min(1).max(MAX_LOGOUT_TOKEN_CHARACTERS),
});
