import { TestEnvironment } from 'jest-environment-jsdom';

/** The parts of the Fetch API that jsdom lacks, and the signals that Node's `fetch` accepts. */
const fromNode = {
  AbortController,
  AbortSignal,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextDecoderStream,
  TextEncoder,
  fetch,
  structuredClone,
};

class NeverResized {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/** The parts of a browser's layout that Mantine asks for: jsdom has no layout. */
const layout = {
  ResizeObserver: NeverResized,
  matchMedia: (media) => ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
  scrollTo() {},
};

/** Lets jsdom's event targets take the signals of Node, which they would refuse. */
function acceptSignals({ prototype }) {
  const add = prototype.addEventListener;
  prototype.addEventListener = function (type, listener, options) {
    const { signal, ...others } = typeof options === 'object' ? (options ?? {}) : { capture: options };
    add.call(this, type, listener, others);
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener, others));
  };
}

/** The browser of the component specs: jsdom with the Fetch API of Node. */
export default class BrowserEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, fromNode, layout);
    acceptSignals(this.global.EventTarget);
    this.global.Element.prototype.scrollIntoView = () => undefined;
    Object.defineProperty(this.global.crypto, 'randomUUID', { value: () => crypto.randomUUID() });
  }
}
