/** Allows pages of its origins to use the tenant's cookies. Shape after Qlik's `web-integrations` API. */
export interface WebIntegration {
  readonly id: string;
  readonly name: string;
  /** Scheme, host and port, without a path. */
  readonly validOrigins: readonly string[];
  /** ISO 8601; undefined for those that were there at the start. */
  readonly created?: string;
  readonly lastUpdated?: string;
  /** The user's id. */
  readonly createdBy?: string;
}

/** The header, and the query parameter where no header can be set, that name a web integration. */
const WEB_INTEGRATION_NAME = 'qlik-web-integration-id';

/** The web integrations of one tenant. */
export class WebIntegrations {
  readonly #integrations: Map<string, WebIntegration>;

  constructor(integrations: readonly WebIntegration[]) {
    this.#integrations = new Map(integrations.map((integration) => [integration.id, integration]));
  }

  get all(): readonly WebIntegration[] {
    return [...this.#integrations.values()];
  }

  find(id: string | undefined): WebIntegration | undefined {
    return id === undefined ? undefined : this.#integrations.get(id);
  }

  /** Adds an integration or replaces the one with that id. */
  put(integration: WebIntegration): WebIntegration {
    this.#integrations.set(integration.id, integration);
    return integration;
  }

  remove(id: string): void {
    this.#integrations.delete(id);
  }

  /** Returns whether any integration lists that origin. A preflight names none, so this is its check. */
  allowsOrigin(origin: string): boolean {
    return this.all.some((integration) => integration.validOrigins.includes(origin));
  }

  /** The integration that a request names, in its header or its query; the official samples send both. */
  namedBy(request: {
    readonly url?: string | undefined;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  }): WebIntegration | undefined {
    const header = request.headers[WEB_INTEGRATION_NAME];
    const query = new URLSearchParams((request.url ?? '').split(/\?(.*)/s)[1] ?? '');
    const id = typeof header === 'string' && header !== '' ? header : query.get(WEB_INTEGRATION_NAME);
    // A common sample builds the address with a slash after the id.
    return this.find(id?.replace(/\/$/, ''));
  }
}
