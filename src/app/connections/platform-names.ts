import type { QlikPlatform } from 'ngx-qlik';

/** Display names of the platforms. */
export const PLATFORM_NAMES: Readonly<Record<QlikPlatform, string>> = {
  cloud: 'Qlik Cloud',
  'client-managed': 'Client-managed Qlik',
};
