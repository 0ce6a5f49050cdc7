import { TestBed } from '@angular/core/testing';
import { EmbedElements } from './embed-elements';

describe('EmbedElements', () => {
  it("defines Qlik's element once", async () => {
    const elements = TestBed.inject(EmbedElements);
    expect(customElements.get('qlik-embed')).toBeUndefined();
    await Promise.all([elements.load(), elements.load()]);
    await elements.load();
    const element = elements.create();
    expect(element).toBeInstanceOf(customElements.get('qlik-embed') ?? Date);
    expect(element.getRefApi).toEqual(jasmine.any(Function));
    TestBed.resetTestingModule();
    await TestBed.inject(EmbedElements).load();
  });
});
