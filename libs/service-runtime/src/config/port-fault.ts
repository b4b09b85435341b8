import { ConfigError } from './read-config';

/** A port that cannot be listened on, as a fault of the variable that named it. Any other error comes back as it is. */
export function portFault(error: unknown, variable: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ConfigError('the process', [
      `${variable}: port ${port} is in use; end its process or choose another port`,
    ]);
  }
  if (code === 'EACCES') {
    return new ConfigError('the process', [`${variable}: port ${port} may not be listened on; choose one above 1023`]);
  }
  return error;
}
