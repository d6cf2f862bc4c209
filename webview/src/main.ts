// SPDX-License-Identifier: Apache-2.0
// Starts the viewer in a VS Code webview, where the host sends the profile, or in a stand-alone page that holds it.

import './style/theme.css';
import './style/page.css';
import './style/timeline.css';
import './style/table.css';
import './style/adapt.css';
import { applyScheme } from './draw/theme';
import type { FromViewer, ShowProfile, ToViewer } from './messages';
import { App, type SavedState } from './views/app';

interface VsCodeApi {
  postMessage(message: FromViewer): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

applyScheme();
const root = document.getElementById('root') as HTMLElement;
if (typeof acquireVsCodeApi === 'function') startHosted(acquireVsCodeApi());
else void startAlone();

function startHosted(host: VsCodeApi): void {
  const app = new App(root, (message) => host.postMessage(message), true, {
    load: () => host.getState() as SavedState | undefined,
    save: (state) => host.setState(state),
  });
  app.showLoading();
  window.addEventListener('message', ({ data: message }: MessageEvent<ToViewer>) => {
    switch (message.type) {
      case 'profile':
        void show(app, message);
        break;
      case 'error':
        app.showError(message);
        break;
      case 'theme':
        applyScheme();
        app.updateTheme();
        break;
      case 'selectLine':
        app.selectLine(message.line);
        break;
    }
  });
  host.postMessage({ type: 'ready' });
}

async function startAlone(): Promise<void> {
  const app = new App(root, () => {}, false);
  app.showLoading();
  const text = (id: string) => document.getElementById(id)?.textContent ?? '';
  const { name, source } = JSON.parse(text('weft-document') || '{}') as { name?: string; source?: string };
  const message: ShowProfile = { type: 'profile', data: text('weft-profile'), gzip: true, name: name ?? 'profile' };
  await show(app, source === undefined ? message : { ...message, source });
}

async function show(app: App, { data, gzip, name, source }: ShowProfile): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = typeof data === 'string' ? decodeBase64(data) : ArrayBuffer.isView(data) ? data : new Uint8Array(data);
    if (gzip) bytes = await decompress(bytes);
  } catch {
    const message = 'the profile inside this page is damaged';
    return app.showError({ code: 'WEFT521', message, help: 'export the page again' });
  }
  // One painted frame with the loading message before a large profile keeps the page busy.
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  app.showProfile(source === undefined ? { bytes, name } : { bytes, name, source });
}

function decodeBase64(text: string): Uint8Array {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
