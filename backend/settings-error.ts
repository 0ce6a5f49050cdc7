/** The environment asks for something that cannot be; the message names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
