//! The drawing itself: no arrow runs through a box, nothing lies upon anything else, also of two hundred objects.

use std::path::Path;

use memlens::ide::Analysis;
use memlens::ide::picture::Choice;
use memlens::options::Options;

#[derive(Debug, Clone, Copy)]
struct Box {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Box {
    /// Inside, by more than a line's width.
    fn has(&self, (x, y): (f64, f64)) -> bool {
        x > self.x + 2.0
            && x < self.x + self.width - 2.0
            && y > self.y + 2.0
            && y < self.y + self.height - 2.0
    }

    fn meets(&self, other: &Box) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

fn attribute(element: &str, name: &str) -> f64 {
    let (_, rest) =
        element.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name}: {element}"));
    rest.split('"').next().expect("a value").parse().expect("a number")
}

/// Frames and objects.
fn boxes(svg: &str) -> Vec<Box> {
    let elements = svg.split("<rect class=\"").skip(1);
    let found = elements.filter(|element| element.starts_with(['o', 'f']));
    found
        .map(|element| Box {
            x: attribute(element, "x"),
            y: attribute(element, "y"),
            width: attribute(element, "width"),
            height: attribute(element, "height"),
        })
        .collect()
}

/// Points along a path of M, H, V, C and Q, close to each other.
fn points(path: &str) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut rest = path;
    while let Some(letter) = rest.chars().next() {
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic()).map_or(rest.len(), |at| at + 1);
        let numbers: Vec<f64> =
            rest[1..end].split(' ').map(|number| number.parse().expect("a number")).collect();
        rest = &rest[end..];
        let at = found.last().copied().unwrap_or_default();
        let controls = match (letter, numbers.as_slice()) {
            ('M', [x, y]) => {
                found.push((*x, *y));
                continue;
            }
            ('H', [x]) => vec![at, (*x, at.1)],
            ('V', [y]) => vec![at, (at.0, *y)],
            ('Q', [a, b, x, y]) => vec![at, (*a, *b), (*x, *y)],
            ('C', [a, b, c, d, x, y]) => vec![at, (*a, *b), (*c, *d), (*x, *y)],
            other => panic!("{other:?} in {path}"),
        };
        for step in 1..=200 {
            found.push(bezier(&controls, f64::from(step) / 200.0));
        }
    }
    found
}

fn bezier(controls: &[(f64, f64)], t: f64) -> (f64, f64) {
    let mut points = controls.to_vec();
    while points.len() > 1 {
        points = points
            .windows(2)
            .map(|two| (two[0].0 + t * (two[1].0 - two[0].0), two[0].1 + t * (two[1].1 - two[0].1)))
            .collect();
    }
    points[0]
}

/// What is wrong with a drawing.
fn faults(svg: &str) -> Vec<String> {
    let boxes = boxes(svg);
    let mut found = Vec::new();
    for (index, one) in boxes.iter().enumerate() {
        found.extend(
            boxes[..index]
                .iter()
                .filter(|other| one.meets(other))
                .map(|other| format!("{one:?} lies on {other:?}")),
        );
    }
    let (width, height) = (attribute(svg, "width"), attribute(svg, "height"));
    for element in svg.split("<path class=\"a\" d=\"").skip(1) {
        let path = element.split('"').next().expect("a path");
        let points = points(path);
        let start = points[0];
        let through = boxes.iter().find(|one| !one.has(start) && points.iter().any(|point| one.has(*point)));
        found.extend(through.map(|one| format!("{path} runs through {one:?}")));
        if points.iter().any(|(x, y)| *x < 0.0 || *y < 0.0 || *x > width || *y > height) {
            found.push(format!("{path} leaves the drawing"));
        }
    }
    found
}

fn drawings(source: &str) -> Vec<(u32, String)> {
    let analysis = Analysis::of(source, Options::default());
    let lines = 0..analysis.lines.lines();
    lines
        .filter_map(|line| {
            let picture = memlens::stack::run(|| analysis.picture(line, Choice::default()))?;
            Some((line + 1, memlens::draw::svg(&picture, "x.py")))
        })
        .collect()
}

#[test]
fn nothing_runs_through_anything() {
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for folder in ["examples", "pictures", "oracle/programs"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let Ok(source) = std::fs::read_to_string(entry.path()) else { continue };
            for (line, svg) in drawings(&source).into_iter().step_by(5) {
                arrows += svg.matches("<path class=\"a\"").count();
                let name = entry.file_name();
                wrong.extend(faults(&svg).into_iter().map(|fault| format!("{name:?}:{line}: {fault}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {arrows} arrows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(arrows > 3000, "only {arrows} arrows");
}

/// A chain, a ring, a grid, tables of lists: far references are written as numbers.
const MANY: &str = "\
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next
head = None
for i in range(45):
    head = Node(i, head)
grid = [[[row, column] for column in range(9)] for row in range(9)]
table = {f'key {i}': [i, [i], head] for i in range(10)}
ring = [1, head]
ring.append(ring)
lists = [[n] for n in range(10)]
long = 'x' * 500
pairs = [(n, [grid, head]) for n in range(10)]
deep = [[[[[[ring]]]]]]
people = [{'name': str(n), 'friends': [], 'marks': {'a': [n], 'b': [n]}} for n in range(10)]
last = 0
";

#[test]
fn two_hundred_objects_stay_apart() {
    let (_, svg) = drawings(MANY).pop().expect("a picture");
    assert_eq!(faults(&svg), Vec::<String>::new());
    let objects = svg.matches("<g data-id=\"o").count();
    assert!(objects > 200, "only {objects} objects and cells");
    assert!(svg.matches("<rect class=\"o").count() > 200, "too few objects");
    assert!(attribute(&svg, "width") < 3500.0 && attribute(&svg, "height") < 6000.0, "{}", &svg[..200]);
    assert!(svg.contains("→ #"), "no number stands for an arrow");
}

/// The check itself finds what is wrong.
#[test]
fn faults_are_found() {
    let svg = "<svg width=\"300\" height=\"100\"><rect class=\"f\" x=\"0\" y=\"0\" width=\"50\" height=\"50\"/>\
        <rect class=\"o\" x=\"100\" y=\"0\" width=\"50\" height=\"50\"/><rect class=\"o d\" x=\"140\" y=\"0\" width=\"9\" height=\"9\"/>\
        <path class=\"a\" d=\"M40 20H200\"/><path class=\"a\" d=\"M40 20C60 20 60 90 80 90V120\"/></svg>";
    let found = faults(svg);
    assert_eq!(found.len(), 3, "{found:?}");
}
