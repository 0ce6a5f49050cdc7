import { inject } from '@angular/core';
import { Router, type Routes } from '@angular/router';
import { createSignInGuard } from 'ngx-qlik';

/** Signs in by itself; the sign-in page tells what prevented it. */
const signIn = createSignInGuard({
  connectionId: ({ params }) => String(params['connectionId']),
  orElse: (connectionId, returnTo) =>
    inject(Router).createUrlTree(['/sign-in', connectionId], { queryParams: { returnTo } }),
});

export const routes: Routes = [
  {
    path: '',
    title: 'Sign-in demos',
    loadComponent: () => import('./demo-gallery.component').then((m) => m.DemoGalleryComponent),
  },
  {
    path: 'automatic/:connectionId',
    title: 'Automatic sign-in',
    canActivate: [signIn],
    loadComponent: () => import('./automatic-page.component').then((m) => m.AutomaticPageComponent),
  },
  {
    path: ':type',
    title: (route) => `Sign-in demo ${String(route.params['type'])}`,
    loadComponent: () => import('./demo-page.component').then((m) => m.DemoPageComponent),
  },
];
