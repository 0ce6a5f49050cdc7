import { reflectComponentType } from '@angular/core';
import { EMBED_UIS } from './embed-uis';
import { FUNCTION_PAGES } from './functions/function-pages';
import { findPage, isEmbedUi } from './gallery-pages';

describe('the pages of the gallery', () => {
  it('have addresses of their own', () => {
    for (const page of [...EMBED_UIS, ...FUNCTION_PAGES]) expect(findPage(page.id)).toBe(page);
    expect(findPage('no-such-page')).toBeUndefined();
    expect(FUNCTION_PAGES.some(isEmbedUi)).toBeFalse();
  });

  for (const { id, functions, load } of FUNCTION_PAGES) {
    it(`show the file that is live: ${id}`, async () => {
      const { component, code } = await load();
      expect(code).toContain(`selector: '${reflectComponentType(component)?.selector}'`);
      const [names = ''] = functions.split(' of ngx-qlik');
      for (const name of names.split(', ')) expect(code).toContain(name);
    });
  }
});
