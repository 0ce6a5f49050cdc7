/** An invalid setting; the message names the variable of the environment, or the option. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
