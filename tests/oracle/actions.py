"""What the child process can run. Each gives the program's own end as text.

Nothing is imported here before the program runs: its own imports are to be watched.
"""

import sys


def script(target):
    sys.argv = [target]
    sys.path.insert(0, target.rpartition("/")[0])
    main = type(sys)("__main__")
    main.__file__ = target
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    with open(target, "rb") as source:
        code = compile(source.read(), target, "exec", dont_inherit=True)
    exec(code, main.__dict__)
    return "ran"


def doctest(targets):
    """Modules whose doctests run. What does not import, or cannot be searched, is named."""
    sys.argv = [targets[0]]
    failed = tried = 0
    broken = []
    for target in targets:
        try:
            module = __import__(target, fromlist=["*"])
            import doctest

            result = doctest.testmod(module, report=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        except Exception as error:
            broken.append(f"{target} ({type(error).__name__}: {error})"[:80])
            continue
        failed, tried = failed + result.failed, tried + result.attempted
    end = f"{tried} examples, {failed} failed"
    return end + f", {len(broken)} modules not run: {', '.join(broken[:3])}" if broken else end


def unittest(targets):
    sys.argv = [targets[0]]
    import unittest

    suite = unittest.defaultTestLoader.loadTestsFromNames(targets)
    result = unittest.TextTestRunner(stream=open("/dev/null", "w"), verbosity=0).run(suite)
    return f"{result.testsRun} tests, {len(result.failures) + len(result.errors)} failed"


def pytest(targets):
    sys.argv = ["pytest"]
    import pytest

    class Count:
        tests = failed = 0

        def pytest_runtest_logreport(self, report):
            self.tests += report.when == "call"
            self.failed += report.failed

        def pytest_collectreport(self, report):
            self.failed += report.failed

    count = Count()
    options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", ".", "--continue-on-collection-errors"]
    # Their own settings are not read: these names of test classes are usual.
    options += ["-o", "python_classes=Test *Test"]
    status = pytest.main([*options, *targets], plugins=[count])
    end = f"{count.tests} tests, {count.failed} failed"
    # 0 and 1: the tests ran.
    return end if status in (0, 1) and count.tests else f"ended with status {int(status)} of pytest: {end}"
