import { RenderMode, type ServerRoute } from '@angular/ssr';

/** All pages are rendered for each request. */
export const serverRoutes: ServerRoute[] = [{ path: '**', renderMode: RenderMode.Server }];
