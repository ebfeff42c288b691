import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { keepSession } from './keep-session.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { connectElectron } from './transport/electron-transport.ts';
import type { Transport } from './transport/transport.ts';
import { connectWebSocket } from './transport/websocket-transport.ts';
import './ui/tokens.css';
import './ui/base.css';
import { goTo } from './view-store.ts';

/** The engine of this page: the window's own when there is one, else the host that served the page. */
function connect(onReconnected: () => void): Transport {
  if (window.keyhole) return connectElectron(window.keyhole);
  const engine = new URL('/engine', location.href);
  engine.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return connectWebSocket(engine.href, { onReconnected });
}

function mount(transport: Transport, store: SessionStore): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with id root');
  createRoot(root).render(<App transport={transport} store={store} />);
}

function startLive(): void {
  let store: SessionStore | undefined;
  const transport = connect(() => void store?.resync());
  store = createSessionStore(transport);
  keepSession(store);
  mount(transport, store);
}

/** A folder of static files may hold the interface and a trace: `?trace=flow.keyhole`, of the same origin only. */
async function startReplay(address: string): Promise<void> {
  const [{ replayTrace, REPLAY_SESSION }, { startReplayWorker }] = await Promise.all([
    import('./transport/replay-transport.ts'),
    import('./transport/start-replay-worker.ts'),
  ]);
  const answer = await fetch(new URL(address, location.href));
  const transport = replayTrace(await answer.text(), address, startReplayWorker);
  const store = createSessionStore(transport);
  goTo('flow');
  mount(transport, store);
  await store.show(REPLAY_SESSION);
}

const trace = new URLSearchParams(location.search).get('trace');
if (trace === null) startLive();
else void startReplay(trace);
