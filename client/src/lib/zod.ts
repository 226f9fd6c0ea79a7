// Import zod from here: otherwise it compiles checks with `new Function`, which the content security policy forbids.
import * as z from 'zod/mini';

z.config({ jitless: true });

export { z };
