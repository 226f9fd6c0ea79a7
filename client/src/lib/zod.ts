// Import zod from here: it compiles checks with `new Function` otherwise, which the content security policy forbids.
import * as z from 'zod/mini';

z.config({ jitless: true });

export { z };
