// Which proxy a request goes through, by the variables of the environment that curl, git and npm read.

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxySettings {
  /** URLs; null where there is none. */
  readonly http: string | null;
  readonly https: string | null;
  /** Addresses of other kinds of proxies, such as SOCKS, which are not spoken: calls go out without them. */
  readonly unspoken: readonly string[];
  /** Hosts that are asked directly, as `NO_PROXY` has them: separated by commas or spaces. */
  readonly exceptions: string;
}

/** The variables in small letters go first, as curl has it. */
export function proxiesOf(environment: Environment): ProxySettings {
  const of = (name: string) => {
    const value = (environment[name] ?? environment[name.toUpperCase()])?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const all = of('all_proxy');
  const [http, https] = [of('http_proxy') ?? all, of('https_proxy') ?? all];
  const named = [http, https].filter((proxy) => proxy !== null);
  return {
    http: usable(http),
    https: usable(https),
    unspoken: [...new Set(named.filter((proxy) => usable(proxy) === null))],
    exceptions: of('no_proxy') ?? '',
  };
}

/** `proxy:3128` is meant as http. Other kinds than HTTP proxies, such as SOCKS, are not spoken. */
function usable(proxy: string | null): string | null {
  if (proxy === null) return null;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}

/** The proxy for a request to `url`; null where it goes out directly, as all requests to this machine do. */
export function proxyFor(url: URL, { http, https, exceptions }: ProxySettings): string | null {
  const proxy = url.protocol === 'https:' ? https : http;
  return proxy === null || isThisMachine(url.hostname) || isException(url, exceptions) ? null : proxy;
}

/** Whether a host is this machine. */
export function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0)$/i.test(hostname);
}

function isException({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return exceptions.split(/[\s,]+/).some((entry) => {
    const [, host = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (host === '') return false;
    if (host === '*') return true;
    if (onlyPort !== undefined && onlyPort !== ownPort) return false;
    const bare = host.replace(/^\*?\./, '');
    return hostname.toLowerCase() === bare || hostname.toLowerCase().endsWith(`.${bare}`);
  });
}

/** A proxy's address without its user and password, to be shown. */
export function shownProxy(proxy: string): string {
  if (!URL.canParse(proxy)) return 'that is no address';
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}

/** What a proxy's address holds that must be written nowhere. */
export function proxySecrets({ http, https }: ProxySettings): string[] {
  return [http, https].flatMap((proxy) => {
    if (proxy === null) return [];
    const { password } = new URL(proxy);
    return password === '' ? [] : [decodeURIComponent(password)];
  });
}
