// Loaded into a process whose memory is measured: SIGUSR2 collects its garbage.
process.on('SIGUSR2', () => (globalThis as { gc?: () => void }).gc?.());
