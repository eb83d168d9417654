//! Values: numbers, text, bytes.

use crate::memory::facts::Size;
use crate::memory::value::Constant;
use crate::options::Python;

/// `sys.getsizeof` of a constant. Text outside ASCII may carry its UTF-8 form as well, so that is not exact.
pub fn scalar(python: Python, constant: &Constant) -> Size {
    let exact = |bytes| Size { bytes, exact: true };
    match constant {
        Constant::None => exact(16),
        Constant::Bool(value) => int(python, i64::from(*value)),
        Constant::Int(value) => int(python, *value),
        Constant::Float(_) => exact(24),
        Constant::Bytes(value) => exact(33 + value.len() as u64),
        Constant::Str(value) => text(python, value),
    }
}

/// Digits of 30 bits each (Objects/longobject.c). Zero has none up to 3.10.
fn int(python: Python, value: i64) -> Size {
    let bits = 64 - value.unsigned_abs().leading_zeros();
    let least = u32::from(python.minor >= 11);
    Size { bytes: 24 + 4 * u64::from(bits.div_ceil(30).max(least)), exact: true }
}

/// As wide as its widest character (PEP 393); 8 bytes less since 3.12 (PEP 623).
fn text(python: Python, value: &str) -> Size {
    let widest = value.chars().max().map_or(0, u32::from);
    let count = value.chars().count() as u64;
    let (head, width) = match widest {
        0..=0x7f => (48, 1),
        0x80..=0xff => (72, 1),
        0x100..=0xffff => (72, 2),
        _ => (72, 4),
    };
    let less = match (python.minor, widest) {
        (..=11, _) => 0,
        (_, ..=0x7f) => 8,
        _ => 16,
    };
    Size { bytes: head - less + (count + 1) * width, exact: widest <= 0x7f }
}
