import { Emitter } from './engine-handle';
import type { CurrentBookmark } from './fake-contents';
import { type Json, toRecord, toString } from './json';

/** A `GenericBookmark` of the fake engine. */
export class FakeEngineBookmark extends Emitter {
  readonly genericType = 'bookmark';

  constructor(
    readonly id: string,
    private readonly bookmark: CurrentBookmark,
    private readonly onChange: () => void,
  ) {
    super();
  }

  getInfo(): Json {
    return { qId: this.id, qType: this.genericType };
  }

  getProperties(): Json {
    const { title, description } = this.bookmark;
    return { qInfo: this.getInfo(), qMetaDef: { title, description } };
  }

  getLayout(): Json {
    const { title, description, isPublished } = this.bookmark;
    return { qInfo: this.getInfo(), qMeta: { title, description, published: isPublished } };
  }

  setProperties(properties: Json): void {
    const { title, description } = toRecord(properties['qMetaDef']);
    this.bookmark.title = toString(title);
    this.bookmark.description = toString(description);
    this.onChange();
  }

  publish(): void {
    this.bookmark.isPublished = true;
    this.onChange();
  }

  unPublish(): void {
    this.bookmark.isPublished = false;
    this.onChange();
  }
}
