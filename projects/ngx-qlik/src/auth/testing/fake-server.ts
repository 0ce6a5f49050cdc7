/** A request as a {@link FakeServer} saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly address: URL;
  readonly headers: Headers;
  readonly init: RequestInit;
}

/** What a {@link FakeServer} answers to a call. */
export type Answer = Response | ((request: SeenRequest) => Response | Promise<Response>);

/** Answers `fetch` of a test by method and path; what has no answer is unreachable. */
export class FakeServer {
  readonly seen: SeenRequest[] = [];
  private readonly answers = new Map<string, Answer>();
  private paused: Promise<void> | undefined;

  constructor() {
    spyOn(window, 'fetch').and.callFake((input, init) => this.receive(new Request(input).url, init ?? {}));
  }

  /** @param call for example `GET /api/v1/users/me` */
  on(call: string, answer: Answer): this {
    this.answers.set(call, answer);
    return this;
  }

  /** The answer to a call, as {@link on} set it. */
  answerOf(call: string): Answer | undefined {
    return this.answers.get(call);
  }

  /** Takes an answer away: the server is down for that call. */
  off(call: string): void {
    this.answers.delete(call);
  }

  /** Makes answers wait until the function that it returns is called. */
  pause(): () => void {
    let release: () => void = () => undefined;
    this.paused = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** Method and path of what was received, in order. */
  get calls(): readonly string[] {
    return this.seen.map(({ method, address }) => `${method} ${address.pathname}`);
  }

  /** The last request to that call. */
  last(call: string): SeenRequest {
    const found = this.seen.filter(({ method, address }) => `${method} ${address.pathname}` === call).at(-1);
    if (!found) throw new Error(`There was no ${call}, only ${this.calls.join(', ')}.`);
    return found;
  }

  private async receive(input: string, init: RequestInit): Promise<Response> {
    const request: SeenRequest = {
      method: init.method ?? 'GET',
      address: new URL(input),
      headers: new Headers(init.headers),
      init,
    };
    this.seen.push(request);
    await this.paused;
    const answer = this.answers.get(`${request.method} ${request.address.pathname}`);
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return typeof answer === 'function' ? answer(request) : answer.clone();
  }
}
