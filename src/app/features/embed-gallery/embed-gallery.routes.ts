import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    title: 'Embed gallery',
    loadComponent: () => import('./gallery-index.component').then((m) => m.GalleryIndexComponent),
  },
  {
    path: ':uiId',
    title: 'Embed gallery',
    loadComponent: () => import('./embed-page.component').then((m) => m.EmbedPageComponent),
  },
];
