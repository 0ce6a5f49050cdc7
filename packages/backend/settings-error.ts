/** An invalid setting of the environment; the message names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
