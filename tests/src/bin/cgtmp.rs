use memlens_tests::sample::Typing;
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
fn main() {
    memlens::stack::run(|| {
        let text = std::fs::read_to_string("/tmp/sample.py").unwrap();
        let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
        let mut typing = Typing::new(text.into()).unwrap();
        let mut sum = 0;
        for _ in 0..n {
            sum += typing.round();
        }
        println!("{sum}");
    })
}
