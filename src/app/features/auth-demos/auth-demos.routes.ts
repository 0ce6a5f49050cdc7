import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    title: 'Sign-in demos',
    loadComponent: () => import('./demo-gallery.component').then((m) => m.DemoGalleryComponent),
  },
  {
    path: ':type',
    title: (route) => `Sign-in demo ${String(route.params['type'])}`,
    loadComponent: () => import('./demo-page.component').then((m) => m.DemoPageComponent),
  },
];
